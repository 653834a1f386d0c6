// The 25 workloads of signals for libraries in JavaScript: the same graphs, checks and protocol as
// lab/src/main/java/kith/lab/bench/signal (Trial.java says what is printed when).
//
//   node signals.mjs alien|preact WORKLOAD WARM-UP-MILLISECONDS

const [library, wanted, warmUp] = process.argv.slice(2);

async function adapter() {
  if (library === 'alien') {
    const { signal, computed, effect, startBatch, endBatch } = await import('alien-signals');
    return {
      signal(value) {
        const s = signal(value);
        return { read: () => s(), write: (next) => void s(next) };
      },
      computed(fn) {
        const c = computed(fn);
        return { read: () => c() };
      },
      effect: (fn) => void effect(fn),
      batch(fn) {
        startBatch();
        fn();
        endBatch();
      },
    };
  }
  const { signal, computed, effect, batch } = await import('@preact/signals-core');
  return {
    signal(value) {
      const s = signal(value);
      return { read: () => s.value, write: (next) => void (s.value = next) };
    },
    computed(fn) {
      const c = computed(fn);
      return { read: () => c.value };
    },
    effect: (fn) => void effect(fn),
    batch,
  };
}

const lib = await adapter();
let evaluations = 0;
let effects = 0;
let wrong = 0;

function equal(expected, found) {
  if (expected + 0 !== found + 0) {
    wrong++;
  }
}

function busy() {
  let a = 0;
  for (let i = 0; i < 100; i++) {
    a++;
  }
  return a;
}

function computed(fn) {
  return lib.computed(() => {
    evaluations++;
    return fn();
  });
}

const plus = (source, term) => computed(() => source.read() + term);
const times = (source, factor) => computed(() => source.read() * factor);

function sum(sources) {
  return computed(() => {
    let total = 0;
    for (let i = 0; i < sources.length; i++) {
      total += sources[i].read();
    }
    return total;
  });
}

function watch(node) {
  lib.effect(() => {
    node.read();
    effects++;
  });
}

function driven(head, end, writes, expected, effectsPerWrite) {
  return {
    updates: writes + 1,
    run() {
      lib.batch(() => head.write(1));
      const before = effects;
      for (let i = 0; i < writes; i++) {
        lib.batch(() => head.write(i));
        equal(expected(i), end.read());
      }
      if (effectsPerWrite > 0) {
        equal(effectsPerWrite * writes, effects - before);
      }
    },
  };
}

function deep(length) {
  const head = lib.signal(0);
  let last = head;
  for (let i = 0; i < length; i++) {
    last = plus(last, 1);
  }
  watch(last);
  return driven(head, last, 50, (i) => length + i, 1);
}

function broad(width) {
  const head = lib.signal(0);
  let last;
  for (let i = 0; i < width; i++) {
    last = plus(plus(head, i), 1);
    watch(last);
  }
  return driven(head, last, 50, (i) => width + i, width);
}

function diamond(width) {
  const head = lib.signal(0);
  const middle = [];
  for (let i = 0; i < width; i++) {
    middle.push(plus(head, 1));
  }
  const end = sum(middle);
  watch(end);
  return driven(head, end, 500, (i) => width * (i + 1), 1);
}

function triangle(width) {
  const head = lib.signal(0);
  const nodes = [head];
  for (let i = 0; i < width; i++) {
    nodes.push(plus(nodes.at(-1), 1));
  }
  nodes.pop(); // the end of the chain is read by nobody
  const end = sum(nodes);
  watch(end);
  return driven(head, end, 100, (i) => (width * (width - 1)) / 2 + width * i, 1);
}

function mux(width) {
  const heads = Array.from({ length: width }, () => lib.signal(0));
  const all = computed(() => heads.map((head) => head.read()));
  const ends = heads.map((_, i) => plus(computed(() => all.read()[i]), 1));
  ends.forEach(watch);
  return {
    updates: 20,
    run() {
      for (let factor = 1; factor <= 2; factor++) {
        for (let i = 0; i < 10; i++) {
          lib.batch(() => heads[i].write(factor * i));
          equal(factor * i + 1, ends[i].read());
        }
      }
    },
  };
}

function repeated(reads) {
  const head = lib.signal(0);
  const end = computed(() => {
    let total = 0;
    for (let i = 0; i < reads; i++) {
      total += head.read();
    }
    return total;
  });
  watch(end);
  return driven(head, end, 100, (i) => reads * i, 1);
}

function unstable(reads) {
  const head = lib.signal(0);
  const twice = times(head, 2);
  const inverse = times(head, -1);
  const end = computed(() => {
    let total = 0;
    for (let i = 0; i < reads; i++) {
      total += head.read() % 2 !== 0 ? twice.read() : inverse.read();
    }
    return total;
  });
  watch(end);
  return driven(head, end, 100, (i) => reads * (i % 2 ? 2 * i : -i), 1);
}

function avoidable() {
  const head = lib.signal(0);
  const c1 = plus(head, 0);
  const c2 = computed(() => {
    c1.read();
    return 0;
  });
  const c3 = computed(() => {
    busy();
    return c2.read() + 1;
  });
  const c5 = plus(plus(c3, 2), 3);
  lib.effect(() => {
    effects++;
    c5.read();
    busy();
  });
  return driven(head, c5, 1000, () => 6, 0);
}

function cellx(layers) {
  const heads = [1, 2, 3, 4].map((value) => lib.signal(value));
  let end = heads;
  for (let i = 0; i < layers; i++) {
    const m = end;
    end = [
      computed(() => m[1].read()),
      computed(() => m[0].read() - m[2].read()),
      computed(() => m[1].read() + m[3].read()),
      computed(() => m[2].read()),
    ];
    end.forEach((node) => lib.effect(() => void node.read()));
  }
  const write = (values) => lib.batch(() => values.forEach((v, i) => heads[i].write(v)));
  const expect = (values) => values.forEach((v, i) => equal(v, end[i].read()));
  return {
    updates: 2,
    run() {
      write([4, 3, 2, 1]);
      expect([-2, -4, 2, 3]);
      write([1, 2, 3, 4]);
      expect([-3, -6, -2, 2]);
    },
  };
}

// xmur3a seeds sfc32, as in SeedRandom.java.
function randomOf(seed) {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < seed.length; i++) {
    let k = Math.imul(seed.charCodeAt(i), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    hash ^= Math.imul(k, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= seed.length;
  const next = () => {
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
    return hash;
  };
  let a = next();
  let b = next();
  let c = next();
  let counter = next();
  return () => {
    counter = (counter + 1) | 0;
    const out = (a + b + counter) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return (out >>> 0) / 4294967296;
  };
}

function sumSome(sources) {
  const [first, ...others] = sources;
  return computed(() => {
    let total = first.read();
    const drop = total & 1;
    const dropped = total % others.length;
    for (let i = 0; i < others.length; i++) {
      if (!drop || i !== dropped) {
        total += others[i].read();
      }
    }
    return total;
  });
}

function dynamic(width, layers, staticFraction, count, readFraction, iterations) {
  const heads = Array.from({ length: width }, (_, i) => lib.signal(i));
  const random = randomOf('seed');
  let row = heads;
  for (let layer = 1; layer < layers; layer++) {
    const above = row;
    row = above.map((_, i) => {
      const sources = Array.from({ length: count }, (_, k) => above[(i + k) % width]);
      return random() < staticFraction ? sum(sources) : sumSome(sources);
    });
  }
  const thinning = randomOf('seed');
  const leaves = row.slice();
  const removed = Math.round(width * (1 - readFraction));
  for (let i = 0; i < removed; i++) {
    leaves.splice(Math.floor(thinning() * leaves.length), 1);
  }
  const read = () => {
    for (let i = 0; i < leaves.length; i++) {
      leaves[i].read();
    }
  };
  lib.effect(read);
  return {
    updates: iterations,
    run() {
      for (let i = 0; i < iterations; i++) {
        const index = i % width;
        lib.batch(() => heads[index].write(i + index));
        read();
      }
    },
  };
}

function fan(signals, effectCount, writes) {
  const heads = Array.from({ length: signals }, (_, i) => lib.signal(i));
  let seen = 0;
  let last = 0;
  for (let i = 0; i < effectCount; i++) {
    lib.effect(() => {
      evaluations++;
      for (let k = 0; k < heads.length; k++) {
        seen = heads[k].read();
      }
    });
  }
  return {
    updates: writes,
    run() {
      for (let i = 0; i < writes; i++) {
        const value = ++last;
        lib.batch(() => heads[0].write(value));
      }
      equal(signals === 1 ? last : signals - 1, seen);
    },
  };
}

function creation(make) {
  const count = 100_000;
  const kept = new Array(count);
  return {
    updates: count,
    run() {
      for (let i = 0; i < count; i++) {
        kept[i] = make(i);
      }
    },
  };
}

function countedWatch(node) {
  lib.effect(() => {
    node.read();
    evaluations++;
  });
}

const workloads = {
  deep50: () => deep(50),
  deep1000: () => deep(1000),
  broad50: () => broad(50),
  broad1000: () => broad(1000),
  diamond5: () => diamond(5),
  triangle10: () => triangle(10),
  mux100: () => mux(100),
  repeated30: () => repeated(30),
  unstable20: () => unstable(20),
  avoidable,
  cellx1000: () => cellx(1000),
  cellx2500: () => cellx(2500),
  'dyn simple 2-10x5 lazy80': () => dynamic(10, 5, 1, 2, 0.2, 600_000),
  'dyn component 6-10x10 dyn25 lazy80': () => dynamic(10, 10, 0.75, 6, 0.2, 15_000),
  'dyn large-web-app 4-1000x12 dyn5': () => dynamic(1000, 12, 0.95, 4, 1, 7_000),
  'dyn wide-dense 25-1000x5': () => dynamic(1000, 5, 1, 25, 1, 3_000),
  'dyn deep 3-5x500': () => dynamic(5, 500, 1, 3, 1, 500),
  'dyn very-dynamic 6-100x15 dyn50': () => dynamic(100, 15, 0.5, 6, 1, 2_000),
  'update 1to1': () => fan(1, 1, 100_000),
  'update 1to4': () => fan(1, 4, 50_000),
  'update 1to1000': () => fan(1, 1000, 1_000),
  'update 1000to1': () => fan(1000, 1, 2_000),
  'create 100k signals': () => creation((i) => lib.signal(i)),
  'create 100k 1to1 effects': () =>
    creation((i) => {
      const s = lib.signal(i);
      countedWatch(s);
      return s;
    }),
  'create 100k signal+computed+effect': () =>
    creation((i) => {
      const s = lib.signal(i);
      const c = lib.computed(() => s.read() + 1);
      countedWatch(c);
      return c;
    }),
};

function nanos() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

const workload = workloads[wanted]();
const start = nanos();
let runs = 0;
let before = 0;
while (nanos() - start < warmUp * 1e6 || runs < 3) {
  before = evaluations;
  workload.run();
  runs++;
}
const repeat = Math.max(1, Math.floor((runs * 60e6) / (nanos() - start)));
console.log(`ready ${(evaluations - before) / workload.updates} ${wrong}`);

let buffered = '';
for await (const chunk of process.stdin.setEncoding('utf8')) {
  buffered += chunk;
  for (let end = buffered.indexOf('\n'); end >= 0; end = buffered.indexOf('\n')) {
    buffered = buffered.slice(end + 1);
    const from = nanos();
    for (let i = 0; i < repeat; i++) {
      workload.run();
    }
    console.log((nanos() - from) / repeat / workload.updates);
  }
}
