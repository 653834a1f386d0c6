/// Work that peers of a board do for each other, handed out by the leaders of their clusters.
///
/// *The problem.* A peer has things to be done (a picture made small, a page fetched) and others
/// could do them. Who is there, who is free, and what becomes of it when somebody dies halfway? A
/// queue in the log would be written, merged and kept for ever by everybody, and two would take the
/// same thing from it at once.
///
/// *The idea.* Who has something to do tells it to the leader of its cluster, who knows the members
/// that do things of that name and gives it to the least busy ([Handing]). Everything is told again
/// until it is answered ([Submissions]); a worker says every two seconds what it is at ([Doing]),
/// and who is silent loses it to another. Nothing is on any disk: with its submitter a task ends.
///
/// *At least once, answered once.* A task may be done twice: when a worker was thought dead, when a
/// leader was. Its submitter takes the first answer. What is done counts only under the epoch in
/// which it was given out.
///
/// *Trust.* Whoever is on the board may submit and do. What comes of a task is its worker's word. A
/// leader can drop tasks, and hand out some of its own; how many one has on its hands is bounded.
///
/// Begin with [Tasks].
@NullMarked
package kith.cluster.work;

import org.jspecify.annotations.NullMarked;
