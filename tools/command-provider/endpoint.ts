/** One host to connect to, after defaults. Same fields as @pulumi/command has. */
export interface Endpoint {
  host: string;
  port: number;
  user: string;
  password?: string;
  privateKey?: string;
  privateKeyPassword?: string;
  agentSocketPath?: string;
  /** One line as in authorized_keys: `ssh-ed25519 AAAA… comment`. Absent: any key is accepted. */
  hostKey?: string;
  /** Dials that may fail before giving up: N means N + 1 dials; -1 means no end. */
  dialErrorLimit: number;
  /** Seconds to wait for the TCP connection; 0 means no limit. */
  perDialTimeout: number;
}

/** A host, perhaps behind one bastion. */
export interface Connection extends Endpoint {
  proxy?: Endpoint;
}
