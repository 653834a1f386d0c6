package kith.node.link;

/// What became of a call: a link whose other side has accepted us too, or why there is none.
public sealed interface DialOutcome {
    record Reached(Link link) implements DialOutcome {}

    record Failed(LinkFailure why) implements DialOutcome {}
}
