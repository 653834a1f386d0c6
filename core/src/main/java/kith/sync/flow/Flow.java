package kith.sync.flow;

/// One space over one link, for who decides when what is new goes over it.
///
/// On such a link nothing is sent of its own accord: a change goes when it is passed, or the other
/// side asked for it, and with it what it hangs on, as far as the other side lacks that.
public interface Flow {
    /// Our number for the space on this link.
    int number();

    /// Whether the other side told all that it has.
    boolean isOpen();

    /// Our number for that chain on this link; the other side learns of it before anything that is
    /// sent from now on.
    int number(int chain);

    /// Our chain for what the other side calls `number`, at that change; -1 when there is none.
    int chain(int number, int seq);

    /// Up to which change of a chain was sent or is known to be there.
    int sent(int chain);

    /// Changes of a chain may go, up to that one.
    void pass(int chain, int seq);

    /// All that is here now may go.
    void passAll();

    /// The same, if it is little that the other side lacks; else that is for it to ask for.
    void passLittle();

    /// Whether the other side told of something that is not here.
    boolean tellsMore();
}
