import { createSubscriber } from "svelte/reactivity";
import type { Told } from "./told.js";

/** A model as a component reads it: `seen(model).now` is drawn again when the model tells of a change. */
export function seen<T extends Told>(model: T): { readonly now: T } {
  const heard = createSubscriber((update) => model.subscribe(update));
  return {
    get now() {
      heard();
      return model;
    },
  };
}
