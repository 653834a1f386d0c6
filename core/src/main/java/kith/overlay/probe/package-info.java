/// Whether those that we are linked to are still there, judged by all who are linked to them.
///
/// *The problem.* Who is silent may be gone, slow, or behind a link that loses much; and who finds
/// everybody silent is slow or cut off itself. One peer alone cannot tell these apart, so it is
/// either late or wrong.
///
/// *The idea.* Each asks those that it is linked to, a few times a second in all. Who gets no
/// answer from one of them says so to the others who are linked to that one, and signs it. They
/// pass it on to the one that it is about, whose answer, signed too, takes it back; and when more
/// than half of them have said the same it is gone. How fast somebody judges depends on how well it
/// fares itself.
///
/// *Trust.* What is said of somebody counts only from those that it is linked to by its own word,
/// and only with their signature. So one who lies, or half of them, can hold back what it knows,
/// and bury nobody.
///
/// Source: Das, Gupta and Motivala, *SWIM: Scalable Weakly-consistent Infection-style Process Group
/// Membership Protocol* (DSN 2002); Dadgar, Phillips and Currey, *Lifeguard: Local Health Awareness
/// for More Accurate Failure Detection* (DSN 2018); Suresh et al., *Stable and Consistent
/// Membership at Scale with Rapid* (USENIX ATC 2018), of which the many observers and the share of
/// lost answers are taken.
///
/// Begin with [Probe].
@NullMarked
package kith.overlay.probe;

import org.jspecify.annotations.NullMarked;
