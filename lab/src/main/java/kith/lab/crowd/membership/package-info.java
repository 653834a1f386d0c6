/// Who is still there, found out by [kith.overlay.probe.Probe] and, beside it, by a state machine
/// with memberlist's parameters, in the same crowds.
///
/// Begin with [Membership].
@NullMarked
package kith.lab.crowd.membership;

import org.jspecify.annotations.NullMarked;
