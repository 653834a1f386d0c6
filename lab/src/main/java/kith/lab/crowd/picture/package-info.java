/// A board as the console's picture of it: recordings of crowds in which each peer spreads updates,
/// watches its neighbours and belongs to a cluster.
///
/// Begin with [kith.lab.crowd.picture.PictureExperiment].
@NullMarked
package kith.lab.crowd.picture;

import org.jspecify.annotations.NullMarked;
