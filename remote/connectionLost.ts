/** The connection ended while a host was asked: it restarted, or the way to it broke. Worth a second try. */
export class ConnectionLost extends Error {}
