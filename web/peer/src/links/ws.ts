// A pipe over a WebSocket, to a node: ws://host:port/.kith/link.
import type { Bytes } from "../bytes.js";
import type { Pipe } from "./pipe.js";

const REASON_BYTES_MAX = 100; // of the 123 that a close frame holds: no letter is cut

export class SocketPipe implements Pipe {
  readonly #socket: WebSocket;

  /** A socket that is open. */
  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get waitingBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: Bytes): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(message);
  }

  hear(message: (bytes: Bytes) => void, ended: (reason: string) => void): void {
    this.#socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data !== "string") return message(new Uint8Array(data));
      this.close("malformed");
      ended("malformed");
    };
    this.#socket.onclose = ({ code, reason }) => {
      // An orderly end means the same whatever it says; a refusal in the handshake says why.
      ended(code === 1008 && reason !== "" ? `handshake-failed: ${reason}` : code === 1006 || code === 1005 ? "connection-lost" : "closed-by-peer");
    };
  }

  close(reason: string): void {
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close(1000, reason.slice(0, REASON_BYTES_MAX));
  }
}

const OPEN_MILLIS = 5_000;

/** Opens a socket; fails with a code and details. */
export function openSocket(address: string): Promise<SocketPipe> {
  return new Promise((opened, failed) => {
    let socket: WebSocket;
    try {
      socket = new WebSocket(address);
    } catch (error) {
      // As when a page that came by https is to open ws: to somewhere else than this machine.
      return failed(new Error(`address-unusable: ${error instanceof Error ? error.message : String(error)}`));
    }
    socket.binaryType = "arraybuffer";
    const late = setTimeout(() => socket.close(), OPEN_MILLIS);
    socket.onopen = () => {
      clearTimeout(late);
      opened(new SocketPipe(socket));
    };
    socket.onclose = () => {
      clearTimeout(late);
      failed(new Error("unreachable: nobody answers there, or the browser does not let this page call there"));
    };
  });
}
