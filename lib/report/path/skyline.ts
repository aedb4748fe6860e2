import { headerText } from "../../trace/header-text.ts";
import { difference, type Layer, packetAfter, packetBefore } from "../../trace/layers.ts";
import type { Header } from "../../trace/packet.ts";
import { byDevice, type Numbered, type Place, placesOf, type Room } from "../../trace/places.ts";
import type { Crossing, Step, Trace } from "../../trace/trace.ts";
import { type Html, html } from "../html.ts";
import { classOf, signs } from "./packet-strip.ts";

/** Pixels of a column at most: a short way is not drawn wide. */
const widest = 104;
/** More columns than this are drawn smaller, so that a way over several routers still fits the page. */
const roomy = 14;

/**
 * The whole way at a glance: a column for each device that the packet passes, with the headers that it has there
 * piled up. Tunnels stand out as towers.
 */
export function skyline({ from, to, hops, end }: Trace): Html {
  const places = placesOf(hops);
  const columns = places.reduce((total, place) => total + columnsOf(place), 0);
  return html`<div class="skyline scroll ${columns > roomy ? "dense" : ""}" style="max-width: ${columns * widest}px" tabindex="0" role="group" aria-label="The packet's headers from ${from.name} to ${to.name}">
${places.map(placeBlock)}${end !== null && html`<p class="sky-end" aria-label="gets no further">✗</p>`}</div>
`;
}

const columnsOf = (place: Place): number =>
  place.kind === "segment" ? 1 : place.rooms.reduce((total, { steps }) => total + byDevice(steps).length, 0);

/** Boxes grow with what they hold, so that all columns are equally wide. */
function placeBlock(place: Place): Html {
  if (place.kind === "segment") {
    const { segment } = place.crossing;
    return html`<div class="sky-segment"><p class="sky-name">${segment}</p>${wireColumn(place.crossing)}</div>\n`;
  }
  const { name, rooms } = place;
  return html`<div class="sky-machine" style="flex-grow: ${columnsOf(place)}"><p class="sky-name">${name}</p><div class="sky-rooms">${rooms.map(roomBlock)}</div></div>\n`;
}

function roomBlock({ machine, steps }: Room): Html {
  const name = machine.kind === "workload" && html`<p class="sky-name">${machine.name}</p>`;
  const devices = byDevice(steps);
  return html`<div class="sky-room ${machine.kind}" style="flex-grow: ${devices.length}">${name}<div class="sky-columns">${devices.map(deviceColumn)}</div></div>`;
}

/** What all steps at a device did together. */
function deviceColumn(steps: readonly Numbered<Step>[]): Html | null {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return null;
  const layers = difference(packetBefore(first.layers), packetAfter(last.layers));
  const numbers = first === last ? `${first.number}` : `${first.number}–${last.number}`;
  return column(layers, first.device.name, numbers);
}

const wireColumn = ({ layers, number }: Numbered<Crossing>): Html => column(layers, "wire", String(number));

const column = (layers: readonly Layer[], device: string, numbers: string): Html =>
  html`<div class="sky-column">${layers.map(cell)}<p class="sky-device">${device}<small>${numbers}</small></p></div>`;

const cell = ({ header, change }: Layer): Html =>
  html`<div class="cell ${classOf(header.protocol)} ${change}">${signs[change]}${shortName(header)}</div>`;

/** Columns are narrow, and Ethernet is the one long name that is in nearly all of them. */
const shortName = (header: Header): string => (header.protocol === "eth" ? "Eth" : headerText(header).title);
