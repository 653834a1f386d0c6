/// Time that agrees with causality: [kith.clock.HybridTime] is all there is.
/// What has been seen of each chain is for the log to say.
package kith.clock;
