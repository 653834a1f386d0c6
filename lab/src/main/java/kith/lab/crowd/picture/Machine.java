package kith.lab.crowd.picture;

/// One of the machines of a peer, and what it asks of its host.
interface Machine {
    void linkUp(int peer);

    void linkDown(int peer);

    void received(int from, Object message);

    /// The time has come that it asked for.
    void wake();
}
