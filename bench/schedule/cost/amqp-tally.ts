import { readAmqpValue, type AmqpValue } from './amqp-value.ts';

/** What went over a connection, in operations as Azure counts them: one a message and verb, up to 64 KB. */
export interface AmqpTally {
  /** Messages sent to queues. */
  sends: number;
  /** Transfers that held them: a batch is one. */
  transfers: number;
  /** Messages delivered. */
  deliveries: number;
  /** Messages completed, abandoned and so on. */
  settlements: number;
  /** Requests to `$management`: lock renewals, peeks, cancellations. */
  managementRequests: number;
}

const ATTACH = 0x12;
const TRANSFER = 0x14;
const DISPOSITION = 0x15;
const DATA_SECTION = 0x75;
/** Message format of the SDK's batches: each data section is a message. */
const BATCHED = 0x80013700;

/** One direction of one connection. */
export class AmqpTallyStream {
  readonly #tally: AmqpTally;
  readonly #isClient: boolean;
  readonly #addresses = new Map<string, string>();
  #rest = Buffer.alloc(0);

  constructor(tally: AmqpTally, from: 'client' | 'service') {
    this.#tally = tally;
    this.#isClient = from === 'client';
  }

  /** Counts what bytes bring, in whatever pieces they come. */
  push(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (;;) {
      // The protocol header has no size: its eight bytes begin with the letters AMQP.
      const isHeader = this.#rest.toString('latin1', 0, 4) === 'AMQP';
      if (this.#rest.length < 8) return;
      const size = isHeader ? 8 : this.#rest.readUInt32BE(0);
      if (this.#rest.length < size) return;
      if (!isHeader) this.#count(this.#rest.subarray(0, size));
      this.#rest = this.#rest.subarray(size);
    }
  }

  #count(frame: Buffer): void {
    const start = frame.readUInt8(4) * 4;
    // Frames without a body keep a connection open; type 1 is its authentication.
    if (frame.length <= start || frame.readUInt8(5) !== 0) return;
    const channel = frame.readUInt16BE(6);
    const descriptor = readAmqpValue(frame, start + 1);
    const { value, end } = readAmqpValue(frame, descriptor.end);
    const fields = Array.isArray(value) ? value : [];
    if (descriptor.value === ATTACH) this.#attach(channel, fields);
    if (descriptor.value === TRANSFER) this.#transfer(channel, fields, frame.subarray(end));
    if (descriptor.value === DISPOSITION && this.#isClient) this.#dispose(fields);
  }

  /** A link's handle means an address from here on: of its target when this side sends, else of its source. */
  #attach(channel: number, [, handle, isReceiver, , , source, target]: readonly AmqpValue[]): void {
    const terminus = isReceiver === true || !this.#isClient ? source : target;
    const address = Array.isArray(terminus) ? String(terminus[0] ?? '') : '';
    this.#addresses.set(`${channel}/${String(handle)}`, address);
  }

  #transfer(channel: number, fields: readonly AmqpValue[], payload: Buffer): void {
    const [handle, deliveryId, , format, , more] = fields;
    const address = this.#addresses.get(`${channel}/${String(handle)}`) ?? '';
    // The later frames of a long message have no delivery id of their own, or repeat it with nothing more to come.
    if (deliveryId === undefined || more === true || address.endsWith('$cbs')) return;
    if (address.endsWith('$management')) {
      if (this.#isClient) this.#tally.managementRequests += 1;
    } else if (this.#isClient) {
      this.#tally.transfers += 1;
      this.#tally.sends += format === BATCHED ? countDataSections(payload) : 1;
    } else {
      this.#tally.deliveries += 1;
    }
  }

  #dispose([isReceiver, first, last]: readonly AmqpValue[]): void {
    if (isReceiver !== true || typeof first !== 'number') return;
    this.#tally.settlements += (typeof last === 'number' ? last : first) - first + 1;
  }
}

function countDataSections(payload: Buffer): number {
  let count = 0;
  for (let at = 0; at < payload.length;) {
    const descriptor = readAmqpValue(payload, at + 1);
    if (descriptor.value === DATA_SECTION) count += 1;
    at = readAmqpValue(payload, descriptor.end).end;
  }
  return count;
}
