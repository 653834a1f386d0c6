package kith;

import java.util.List;
import kith.state.Subscription;

/// Something for a subscription: an update, and of which version of the space it is.
///
/// @param version what the reader has seen all of when it has taken this update; empty while there
///     is more behind it, and where there are no versions
/// @param parents the version before, where the update is one change; else empty
public record Event(Subscription.Update update, List<String> version, List<String> parents) {}
