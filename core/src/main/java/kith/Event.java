package kith;

import java.util.List;
import kith.state.Subscription;

/// Something for a subscription: an update, and of which version of the space it is.
///
/// @param parents the version before, where the update is one change; else empty
public record Event(Subscription.Update update, List<String> version, List<String> parents) {}
