package kith.sync;

import kith.log.Head;
import kith.log.Run;
import org.jspecify.annotations.Nullable;

/// A run to be sent, and the head at its end where there is one.
public record Item(Run run, @Nullable Head head) {}
