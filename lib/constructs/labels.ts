/** Labels that every engine object of a lab carries: by them a lab is found and removed when no state names it. */
export function labels(lab: string, more: Readonly<Record<string, string>> = {}) {
  return Object.entries({ "underlay.lab": lab, ...more }).map(([label, value]) => ({ label, value }));
}
