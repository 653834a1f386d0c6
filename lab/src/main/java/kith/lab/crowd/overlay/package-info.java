/// Whom each is linked to, in a crowd: Kith's neighbours, and beside them HyParView, from the same
/// seeds with the same delays and crashes.
///
/// Begin with [kith.lab.crowd.overlay.OverlayExperiment].
@NullMarked
package kith.lab.crowd.overlay;

import org.jspecify.annotations.NullMarked;
