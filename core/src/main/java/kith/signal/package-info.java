/// Signals: values that know who depends on them. A library on its own; it knows nothing of Kith.
/// Read [kith.signal.Graph] first.
///
/// # The problem
///
/// A value is derived from others, and something must happen when it changes. Told naively, every
/// change runs down every path: in a diamond the lower corner is evaluated twice, the first time
/// with one new input and one old one (a *glitch*), and in a mesh exponentially often. Asked
/// naively, everything is evaluated at every reading.
///
/// # The idea: two ways
///
/// *The short way.* A change that nobody looks at before it is complete, which is nearly every one,
/// runs as a [Wave]: computeds whose sources changed are evaluated in the order of their height, so
/// sources come first, and whoever comes to an equal value tells nobody. Only what changed is
/// visited.
///
/// *The long way.* A batch in which somebody reads, what watchers write, and an evaluation that
/// reads what it did not read before: there a value is wanted while the change is still on its
/// way. So push that something changed, pull what.
///
/// ```
///          write a                         settle
///             |                              ^
///   Push      v  stale, nothing evaluated    |  Pull: is a source of mine really different?
///             a                              a
///            / \                            / \
///           b   c                          b   c      each evaluated at most once, sources first
///            \ /                            \ /
///             d                              d
///             |                              |
///             w  due                         w  runs only if d is different
/// ```
///
/// [Wave] is the short way. [Push] marks what lies behind a written signal and lists the watchers
/// there. [Pull] then lets each watcher ask its sources in the order in which it last read them; an
/// evaluation that comes to an equal value ends the matter there. [Links] keeps the edges right
/// while functions read now these and now those nodes. [Batch] holds writes together and runs the
/// watchers in rounds. [Deep] and [Cycle] do what Java's stack cannot: nests of any depth, and
/// rings.
///
/// # Sources
///
/// - *Reactively* (Milo Mighdoll, *Super charging fine-grained reactive performance*, 2022): the
///   three colours clean, check, dirty, and checking sources in reading order. Changed: two
///   colours. STALE is its "check"; "dirty" is a comparison of revisions, since marking the
///   readers of each changed node costs as much as asking.
/// - *Incremental* (Jane Street; Yaron Minsky, *Seven Implementations of Incremental*, 2017) and
///   *R3* (Milo Mighdoll, `milomg/r3`): the order by heights.
/// - *alien-signals* (Johnson Chu; `system.ts`): push and pull without recursion, a cursor that
///   walks the edges of the run before, the algorithm apart from its surface. Changed: arrays
///   instead of linked edges ([Links] says why); the walk keeps its place in the nodes.
/// - *Preact signals* (Joachim Viide and others, *Signal Boosting*, 2022): nobody subscribes who
///   does not lead to a watcher; one version of the whole graph makes an unwatched read cheap.
/// - *Salsa* (Niko Matsakis and others) and *Build Systems à la Carte* (Mokhov, Mitchell, Peyton
///   Jones, ICFP 2018): two revisions for each node, when it changed and when it was last verified,
///   are enough for both watched and unwatched nodes; no version for each edge.
///
/// # Invariants
///
/// 1. A reader is in the lists of its sources exactly when it is LIVE: a watcher, or read by one.
/// 2. The sources of a live reader that is not stale are not stale. So a wave may stop at whoever
///    is stale already.
/// 3. A source has changed for a reader exactly when `changedAt` is after the reader's
///    `verifiedAt`.
/// 4. The height of a live computed is more than that of each of its sources, but while one of the
///    two is being evaluated or checked.
/// 5. Edges never form a ring; the read that would close one is refused.
///
/// # Costs
///
/// On the short way a write visits each edge out of what changed, once. On the long way it visits
/// each edge behind the signal once, and a check each source up to the first that changed. A run
/// compares each reading with the one of the run before. Nothing is allocated for an update whose
/// edges stay. A signal takes 56 bytes, a computed 96, an edge that leads to a watcher 4 for the
/// first reader of a source and 16 for each other.
///
/// # Threads
///
/// A graph and its nodes belong to one thread at a time, and nothing checks that. There is no
/// static mutable state: the context of an evaluation is in the graph.
package kith.signal;
