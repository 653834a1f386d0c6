/// One board as one peer has it: its records, who is a member by them, what to write to put one
/// out, and the other side of a link as far as it goes who it is.
///
/// **The problem.** Who belongs to a board decides what every space of it takes in; what tells who
/// belongs comes in by one of these spaces, unchecked, in any order, together with what it decides.
/// So a board sits between the door, which knows all boards, and the rules of
/// [identity][kith.identity], which know no log: it checks records once, keeps them with their
/// places, asks for the evaluation when there are more, and tells its replicas that another answer
/// holds.
///
/// Belongs to the owner of the engine. Cost: an evaluation for each change that brings records.
package kith.board;
