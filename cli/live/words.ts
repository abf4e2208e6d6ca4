import type { Part } from "../state/chain.ts";

/** How one step is told. */
export interface Words {
  /** What is being done. */
  doing: string;
  /** The same as what comes next. */
  next: string;
  /** What has been done. */
  done: string;
  /** What did not work. */
  failed: string;
}

/** How each step is told. */
export const stepWords: { readonly [P in Part | "gate"]: Words } = {
  tools: {
    doing: "copying the scripts",
    next: "its scripts",
    done: "scripts copied",
    failed: "the scripts could not be copied",
  },
  package: {
    doing: "fetching the installer",
    next: "the installer",
    done: "installer fetched and checked",
    failed: "the installer was not fetched",
  },
  ready: {
    doing: "measuring readiness",
    next: "readiness",
    done: "measured ready",
    failed: "not ready; its gateway stays",
  },
  watched: {
    doing: "asking for the sensors it watched",
    next: "its sensors",
    done: "the sensors it watched are healthy",
    failed: "a sensor it watched is not healthy",
  },
  "access-key": {
    doing: "handing over the access key",
    next: "the access key",
    done: "access key handed over",
    failed: "no access key was handed over; its gateway stays",
  },
  "remove-gateway": {
    doing: "removing the gateway",
    next: "the gateway's removal",
    done: "gateway removed",
    failed: "the gateway's removal did not end well",
  },
  "install-sensor": {
    doing: "installing the sensor",
    next: "the sensor's setup",
    done: "sensor installed",
    failed: "the sensor's installation did not end well",
  },
  "activate-sensor": {
    doing: "activating the sensor",
    next: "activation",
    done: "sensor activated",
    failed: "the sensor's activation did not end well",
  },
  sensor: {
    doing: "verifying the sensor",
    next: "verification",
    done: "sensor verified",
    failed: "the sensor was not verified",
  },
  gate: {
    doing: "watching its sensors",
    next: "its gate",
    done: "the gate is open",
    failed: "the gate stays closed",
  },
  "back-tools": {
    doing: "copying the scripts",
    next: "its scripts",
    done: "scripts copied",
    failed: "the scripts could not be copied",
  },
  "way-back": {
    doing: "measuring the way back",
    next: "the way back",
    done: "measured that it can go back",
    failed: "it cannot go back now; nothing was touched",
  },
  "remove-sensor": {
    doing: "removing the sensor",
    next: "the sensor's removal",
    done: "sensor removed",
    failed: "the sensor's removal did not end well",
  },
  "deactivate-sensor": {
    doing: "taking the sensor out of the service",
    next: "the sensor's leave of the service",
    done: "sensor taken out of the service",
    failed: "the sensor was not taken out of the service",
  },
  "restore-gateway": {
    doing: "installing the gateway again",
    next: "the gateway's setup",
    done: "gateway installed again",
    failed: "the gateway's installation did not end well",
  },
  gateway: {
    doing: "verifying the gateway",
    next: "verification at the Center",
    done: "gateway verified",
    failed: "the gateway was not verified",
  },
  wake: {
    doing: "seeing that the Center's services run",
    next: "its services",
    done: "the Center's services run",
    failed: "the Center's services were not seen to run",
  },
  backup: {
    doing: "backing up the Center",
    next: "its backup",
    done: "Center backed up",
    failed: "the Center's backup did not end well",
  },
  "read-back": {
    doing: "reading the backup back",
    next: "reading its backup back",
    done: "backup read back",
    failed: "the backup could not be read back",
  },
  archive: {
    doing: "archiving the backup",
    next: "its archive",
    done: "backup archived and signed",
    failed: "the backup was not archived",
  },
  lock: {
    doing: "evaluating the lock",
    next: "the lock",
    done: "the lock was evaluated",
    failed: "the Center stays locked",
  },
  rest: {
    doing: "bringing the Center's services to how they are kept",
    next: "how its services are kept",
    done: "the Center's services are as they are to be kept",
    failed: "the Center's services are not as they are to be kept",
  },
  remove: {
    doing: "removing the Center",
    next: "its removal",
    done: "Center removed",
    failed: "the Center's removal did not end well",
  },
};
