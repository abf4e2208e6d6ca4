import type { ResidueItem, ResidueKind } from "./item.ts";
import { componentResidue } from "./tell.ts";

const gateways: readonly ResidueKind[] = ["lightweightGateway", "standaloneGateway"];
const HOME = "C:\\Program Files\\Microsoft Advanced Threat Analytics\\Gateway";

/** Identity of the service `ATAGateway`, the same on every host: it follows from the name. */
export const gatewaySid = "S-1-5-80-1717699148-1527177629-2874996750-2971184233-2178472682";

export const gatewayItems: readonly ResidueItem[] = [
  {
    id: "gateway-product",
    on: gateways,
    what: "the gateway itself: service, registry key, executable, uninstall entry",
    where: "service ATAGateway; HKLM\\SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\Gateway",
    owner: "owner of ATA",
    clear:
      "Where all four are there, move the host. Where some are, its setup did not end: run its uninstall again, or have the rest cleared as `ata2mdi remnants` shows it.",
    setting: "clearRemnants",
    source: "documented",
    tell: (facts) => componentResidue(facts.gateway),
  },
  {
    id: "gateway-folder",
    on: gateways,
    what: "its installation folder, with logs",
    where: HOME,
    owner: "server team",
    clear:
      "Once the sensor is verified and nobody needs the logs, have it cleared as `ata2mdi remnants` shows it.",
    setting: "clearRemnants",
    source: "documented",
  },
  {
    id: "gateway-certificate",
    on: gateways,
    what: "the certificate of the gateway",
    where: "LocalMachine\\My, subject ATAGateway",
    owner: "certificate team",
    clear:
      "Have it cleared as `ata2mdi remnants` shows it, with its private key, unless it was issued for something else too.",
    setting: "clearRemnants",
    source: "inferred",
  },
  {
    id: "security-log-entry",
    on: gateways,
    what: "the right of the gateway's service to read the Security log",
    where: `wevtutil gl Security: an entry for ${gatewaySid}; value CustomSD under HKLM\\SYSTEM\\CurrentControlSet\\Services\\Eventlog\\Security`,
    owner: "directory team",
    clear: "Take that one entry out of the descriptor. Do not reset it: others may have rights there.",
    source: "inferred",
  },
  {
    id: "gateway-event-log",
    on: gateways,
    what: "the event log Microsoft ATA, and the data collector set Microsoft ATA Gateway",
    where: "Applications and Services Logs; perfmon > Data Collector Sets",
    owner: "server team",
    clear: "Export the log where your rules ask for it, then remove both.",
    source: "inferred",
  },
  {
    id: "gateway-antivirus",
    on: gateways,
    what: "antivirus exclusions for the gateway's folder and processes",
    where: `${HOME}; Microsoft.Tri.Gateway.exe, Microsoft.Tri.Gateway.Updater.exe`,
    owner: "antivirus team",
    clear: "Take them out of the policy: an exclusion for a folder that anyone might make again is a hole.",
    source: "inferred",
  },
  {
    id: "gateway-firewall",
    on: gateways,
    what: "firewall rules for the gateway: TCP 443 to the Center, UDP 514 and UDP 1813 to the gateway",
    where: "Windows Firewall on {host}, and the firewalls between it and the Center",
    owner: "network team",
    clear: "Close them. UDP 1813 stays open where a sensor takes RADIUS accounting.",
    source: "documented",
  },
  {
    id: "gateway-monitoring",
    on: gateways,
    what: "monitoring that expects service ATAGateway to run",
    where: "your monitoring of {host}",
    owner: "monitoring team",
    clear: "Watch AATPSensor and AATPSensorUpdater, or Sense for a v3 sensor, in its place.",
    source: "inferred",
  },
  {
    id: "radius-target",
    on: gateways,
    what: "VPN servers that send RADIUS accounting to this host",
    where: "RADIUS accounting targets of the VPN servers: {host}, UDP 1813",
    owner: "network team",
    clear: "Point them to a host with a v2 sensor and RADIUS switched on, else take the target out.",
    source: "documented",
  },
  {
    id: "siem-target",
    on: gateways,
    what: "a SIEM that forwards Windows events to this host",
    where: "syslog targets of the SIEM: {host}, UDP 514",
    owner: "monitoring team",
    clear: "Take the target out: sensors read the events on the domain controller itself.",
    source: "documented",
  },
  {
    id: "shared-runtimes",
    on: gateways,
    what: "the Visual C++ 2013 runtime, and KB3047154 on Windows Server 2012 R2",
    where: "Programs and Features",
    owner: "server team",
    clear: "Leave them: others may use them.",
    source: "documented",
  },
  {
    id: "port-mirror-source",
    on: ["watchedDomainController"],
    what: "port mirroring of this domain controller's traffic to a standalone gateway",
    where: "the switch or hypervisor that {host} is connected to",
    owner: "network team",
    clear:
      "Switch the mirror off: it copies a domain controller's traffic to a port nobody watches any more.",
    source: "documented",
  },
  {
    id: "event-forwarding-source",
    on: ["watchedDomainController"],
    what: "event forwarding from this domain controller to a standalone gateway",
    where:
      "policy Configure target Subscription Manager: the entry <gateway>:5985/wsman/SubscriptionManager/WEC",
    owner: "directory team",
    clear: "Take that one server out of the policy; leave other collectors.",
    source: "documented",
  },
  {
    id: "event-forwarding-collector",
    on: ["standaloneGateway"],
    what: "the subscription that collects events of the domain controllers",
    where: "wecutil es, on {host}; membership of Event Log Readers given for it",
    owner: "directory team",
    clear: "wecutil ds <subscription>, unless the server collects for others.",
    source: "documented",
  },
  {
    id: "port-mirror-target",
    on: ["standaloneGateway"],
    what: "the server, and the ports its capture adapters took",
    where: "{host}: capture network adapters; their switch ports",
    owner: "network team",
    clear:
      "Free once its gateway is gone: give back the ports, then the server, its computer account and its DNS name.",
    source: "inferred",
  },
  {
    id: "program-folder",
    on: [...gateways, "watchedDomainController", "center"],
    what: "what this move left: scripts, journals, and the gateway's package kept for going back",
    where: "C:\\ProgramData\\ata2mdi",
    owner: "owner of ATA",
    clear:
      "Delete it when nobody will go back any more, and the stack is done. On a Center it has the kept backups.",
    source: "documented",
  },
];
