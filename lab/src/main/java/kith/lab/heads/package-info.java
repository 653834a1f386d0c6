/// Two sessions with very many chains, and nothing around them: what reconciling costs, and whether
/// it comes to an end.
///
/// To let a hundred thousand members into a board of a whole simulated world takes long and shows
/// nothing about sync. Here the sessions and the graphs are those that ship; the frames are encoded
/// and decoded; but nothing is signed or stored, and who may write is not asked.
///
/// Read [kith.lab.heads.Pair] first.
@NullMarked
package kith.lab.heads;

import org.jspecify.annotations.NullMarked;
