// The worker that holds the store of an origin: it does the disk work of all its tabs. There is one, started by the
// tab that holds the lock of the store; the other tabs speak to it on the channels of their slots.
//
// Its own name, in its address, is that of the Kith peers of the origin whose store it is: store-worker.js#NAME.
import { randomName } from "./bytes.js";
import { SLOTS_MAX } from "./locks.js";
import { privateFolder } from "./store/files.js";
import { SlotStore } from "./store/slot.js";
import { diskChannel, slotFolder, type ToStore, type ToTab } from "./store/words.js";

const name = decodeURIComponent(location.hash.slice(1));
const worker = randomName();
const pause = (millis: number) => new Promise<void>((done) => setTimeout(done, millis));

for (let slot = 0; slot < SLOTS_MAX; slot++) {
  const channel = new BroadcastChannel(diskChannel(name, slot));
  const tell = (word: ToTab) => channel.postMessage(word);
  const store = new SlotStore(worker, () => privateFolder("kith", name, slotFolder(slot)), tell, pause);
  channel.onmessage = (event: MessageEvent<ToStore>) => void store.hear(event.data);
  tell({ say: "here", worker });
}
