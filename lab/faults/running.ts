/** What keeps an installed sensor from working: lines of its error log, and whether its service leaves Starting. */
export interface RunningFault {
  about: string;
  stuck: boolean;
  lines: string[];
}

/** Faults that show when the sensor's service starts, by name. */
export const runningFaults: Record<string, RunningFault> = {
  "sensor-stuck-starting": {
    about: "the sensor's service stays in Starting: it may not read performance counters",
    stuck: true,
    lines: [
      "Error RegistryKey System.UnauthorizedAccessException: Access to the registry key 'Global' is denied.",
    ],
  },
  "sensor-logon-right": {
    about: "the sensor's service stays in Starting: the right to log on as a service is missing",
    stuck: true,
    lines: [
      "Error DirectoryServicesClient Failed to communicate with configured domain controllers",
      "The Open procedure for service .NETFramework in DLL mscoree.dll failed.",
    ],
  },
  "sensor-gmsa": {
    about: "the sensor's service stays in Starting: the gMSA's password is not given to this host",
    stuck: true,
    lines: [
      "Error DirectoryServicesClient GetGroupManagedServiceAccountAccessTokenAsync failed [Domain=contoso.test]",
    ],
  },
  "sensor-log-errors": {
    about: "the sensor runs and writes errors: it cannot read the Security log",
    stuck: false,
    lines: [
      "Error EventLogException System.Diagnostics.Eventing.Reader.EventLogException: The handle is invalid",
    ],
  },
  "sensor-loopback-blocked": {
    about: "the sensor runs and its updater cannot talk to it on 127.0.0.1:444",
    stuck: false,
    lines: ["Error ControlClient SocketException: a connection attempt to 127.0.0.1:444 failed"],
  },
  "sensor-clock": {
    about: "the sensor runs and the service refuses its messages, because of the clock",
    stuck: false,
    lines: [
      "Error CommunicationClient System.ServiceModel.FaultException: an error occurred when verifying security",
    ],
  },
};
