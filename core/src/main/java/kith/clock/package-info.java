/// Time that agrees with causality, and what has been seen of each chain.
package kith.clock;
