import { describe, expect, test } from 'vitest';
import { SharedRooms } from '../../../shared/adapters/threads/shared-rooms.ts';
import { byColumn, byRow } from '../../../shared/domain/dataset/number-room.ts';

describe('SharedRooms', () => {
  test('hand a room out again only when it has come back', () => {
    const rooms = new SharedRooms();
    const layout = byRow(10, 3);
    const { room } = rooms.add(layout);

    expect(rooms.take(layout)).toBeUndefined();
    rooms.giveBack(room);
    expect(rooms.take(layout)).toBe(room);
    expect(rooms.take(layout)).toBeUndefined();
  });

  test('hand no room out that is too small', () => {
    const rooms = new SharedRooms();
    const small = rooms.add(byColumn(10, 3)).room;
    const large = rooms.add(byColumn(20, 3)).room;
    rooms.giveBack(large);
    rooms.giveBack(small);

    expect(rooms.take(byColumn(11, 3))).toBe(large);
    expect(rooms.take(byColumn(11, 3))).toBeUndefined();
    expect(rooms.take(byColumn(10, 3))).toBe(small);
  });

  test.each([byRow(10, 3), byColumn(10, 3)])('have memory for every number of %j', (layout) => {
    const rooms = new SharedRooms();
    const { room, memory } = rooms.add(layout);
    const last = 9 * layout.rowStep + 2 * layout.columnStep;

    expect(memory.byteLength).toBeGreaterThan(last * 8);
    expect(rooms.at(room).values.buffer).toBe(memory);
  });
});
