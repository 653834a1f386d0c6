/// What a peer counts and measures about itself, and how that is told. Read
/// [kith.node.measure.Metrics] first.
///
/// *The problem.* Numbers about what goes on are wanted by people at the console, by Prometheus,
/// and by nobody at all most of the time. *So* what happens adds to a number that is there
/// anyway, and everything else (names, texts, sums) is made only when somebody asks. The names
/// and what they mean are in `docs/metrics.md`, which a test holds to what is here.
///
/// The names and units follow the conventions of Prometheus (prometheus.io, *Metric and label
/// naming*): base units, `_total` at the end of what only grows. The text is that of its
/// exposition format 0.0.4.
@NullMarked
package kith.node.measure;

import org.jspecify.annotations.NullMarked;
