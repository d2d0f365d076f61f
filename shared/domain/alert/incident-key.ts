/**
 * The key in an incident's id, `<key>-<sequence>`: the partition that holds the incident. What is no such id is its own key,
 * and names nothing.
 */
export function keyOfIncident(incidentId: string): string {
  const end = incidentId.lastIndexOf('-');
  return end < 1 ? incidentId : incidentId.slice(0, end);
}

/** Names the incident of a key. */
export function incidentIdOf(key: string, sequence: number): string {
  return `${key}-${sequence}`;
}

/** The rule in a key, `<ruleId>.<group>`. */
export function ruleIdOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('.')));
}
