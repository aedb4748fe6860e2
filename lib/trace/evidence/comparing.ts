import { headerText } from "../header-text.ts";
import { type Header, hidesRest, legible, type Packet } from "../packet.ts";

/**
 * What is different between the packet that the tables foretell and the captured one, each as a sentence.
 * Compared are the protocols, the addresses, TTLs, VNIs and the ports that packets are sent to; the ports that
 * they come from are the sender's choice. What the innermost IP packet carries may be another protocol than ping's.
 */
export function differences(derived: Packet, captured: Packet): string[] {
  const [left, right] = [significant(derived), significant(captured)];
  const [expected, seen] = [left, right].map((packet) => packet.map((header) => headerText(header).title));
  if (expected?.join() !== seen?.join())
    return [`The tables say ${expected?.join(", ")}; the capture has ${seen?.join(", ")}.`];
  return left.flatMap((header, depth) => {
    const other = right[depth];
    return other === undefined ? [] : differentFields(header, other);
  });
}

/** Up to the innermost IP header, or to the header that hides the rest. */
function significant(packet: Packet): Packet {
  const visible = legible(packet);
  if (visible.some(hidesRest)) return visible;
  return visible.slice(0, visible.findLastIndex(({ protocol }) => protocol === "ip") + 1);
}

/** The fields of a header that are compared, with names for sentences. */
function fieldsOf(header: Header): Readonly<Record<string, string | number | null>> {
  switch (header.protocol) {
    case "eth":
      return { "source address": header.src, "destination address": header.dst };
    case "ip":
      return { "source address": header.src, "destination address": header.dst, TTL: header.ttl };
    case "udp":
      return { "destination port": header.dst };
    case "icmp":
    case "other":
      return {};
    default:
      return { VNI: header.vni ?? null };
  }
}

function differentFields(derived: Header, captured: Header): string[] {
  const seen = fieldsOf(captured);
  return Object.entries(fieldsOf(derived)).flatMap(([name, value]) =>
    value === null || value === seen[name]
      ? []
      : `${headerText(derived).title} ${name}: the tables say ${value}, the capture has ${seen[name]}.`,
  );
}
