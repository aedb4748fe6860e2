/** What happens to a lab while a probe watches whether one workload still reaches another. Names only: plain data. */
export type ConvergenceEvent = SessionDown | ReflectorKilled | HostAdded | WorkloadAdded;

/** The BGP session between two machines is ended once; they set it up again by themselves. */
export interface SessionDown {
  readonly kind: "session-down";
  readonly host: string;
  readonly peer: string;
}

/** A host is killed with all that runs in it, and started again when the probe ends. */
export interface ReflectorKilled {
  readonly kind: "reflector-killed";
  readonly host: string;
}

/** A host that was stopped beforehand is started, as one that joins the lab. */
export interface HostAdded {
  readonly kind: "host-added";
  readonly host: string;
}

/** A workload is added to a host, and removed when the probe ends. */
export interface WorkloadAdded {
  readonly kind: "workload-added";
  readonly host: string;
  readonly workload: string;
}

type Traits = {
  readonly [Kind in ConvergenceEvent["kind"]]: {
    /** True when what is pinged is not there before the event. */
    readonly adds: boolean;
    describe(event: Extract<ConvergenceEvent, { kind: Kind }>): string;
  };
};

const traits: Traits = {
  "session-down": { adds: false, describe: ({ host, peer }) => `session ${host}–${peer} down` },
  "reflector-killed": { adds: false, describe: ({ host }) => `${host} killed` },
  "host-added": { adds: true, describe: ({ host }) => `${host} added` },
  "workload-added": { adds: true, describe: ({ host, workload }) => `${workload} added to ${host}` },
};

/** True for an event before which the workload that is pinged is not there. */
export const addsEnd = ({ kind }: ConvergenceEvent): boolean => traits[kind].adds;

/** An event in a few words, as tables and progress name it. */
export function describeEvent(event: ConvergenceEvent): string {
  const describe = traits[event.kind].describe as (event: ConvergenceEvent) => string;
  return describe(event);
}
