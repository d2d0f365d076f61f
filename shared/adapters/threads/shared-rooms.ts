import { type NumberLayout, type NumberRoom, sizeOf } from '../../domain/dataset/number-room.ts';

/** The memory that two threads share for a sample, in rooms that go to and fro. A room is known by its number, from 0. */
export class SharedRooms {
  readonly #rooms: NumberRoom[] = [];
  readonly #free: number[] = [];

  /** A free room for that many rows, which is free no more; undefined when there is none. */
  take({ rowCount }: NumberLayout): number | undefined {
    // What came back last is most likely still in a cache.
    const place = this.#free.findLastIndex((room) => this.at(room).layout.rowCount >= rowCount);
    return place < 0 ? undefined : this.#free.splice(place, 1)[0];
  }

  /** Another room, which is not free. */
  add(layout: NumberLayout): { readonly room: number; readonly memory: SharedArrayBuffer } {
    const memory = new SharedArrayBuffer(sizeOf(layout) * Float64Array.BYTES_PER_ELEMENT);
    const room = this.#rooms.push({ layout, values: new Float64Array(memory) }) - 1;
    return { room, memory };
  }

  giveBack(room: number): NumberRoom {
    this.#free.push(room);
    return this.at(room);
  }

  at(room: number): NumberRoom {
    const found = this.#rooms[room];
    if (found === undefined) throw new Error(`There is no room ${room}.`);
    return found;
  }
}
