import org.jspecify.annotations.NullMarked;

/// The pure core of Kith: it decides everything and touches nothing.
@NullMarked
module kith.core {
    requires static transitive org.jspecify;

    exports kith;
    exports kith.clock;
    exports kith.cluster;
    exports kith.cluster.work;
    exports kith.crdt;
    exports kith.dht;
    exports kith.flight;
    exports kith.identity;
    exports kith.lang;
    exports kith.log;
    exports kith.network;
    exports kith.network.spread;
    exports kith.overlay;
    exports kith.port;
    exports kith.replica;
    exports kith.replica.base;
    exports kith.replica.compare;
    exports kith.replica.history;
    exports kith.replica.query;
    exports kith.replica.past;
    exports kith.replica.rewriting;
    exports kith.replica.snapshot;
    exports kith.signal;
    exports kith.state;
    exports kith.store;
    exports kith.store.rewritten;
    exports kith.sync;
    exports kith.sync.flow;
    exports kith.sync.sketch;
    exports kith.talk;
    exports kith.value;
}
