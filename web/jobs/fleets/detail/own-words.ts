/** What of a model's job is its own, of the pointers of its override: as in `thresholds`, a name once. */
export function ownWords(pointers: readonly string[]): readonly string[] {
  return [...new Set(pointers.map(nameOf))];
}

/** Of a task and of policies what is below them; otherwise the field. */
function nameOf(pointer: string): string {
  const [, first = '', second] = pointer.split('/');
  return second !== undefined && (first === 'task' || first === 'policies') ? second : first;
}
