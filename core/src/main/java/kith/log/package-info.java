/// The log of a space: signed, causally placed changes in one chain for each author.
package kith.log;
