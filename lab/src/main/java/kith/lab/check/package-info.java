/// What must hold in a world, each promise a class of its own: a promise that nobody checks is a
/// wish.
package kith.lab.check;
