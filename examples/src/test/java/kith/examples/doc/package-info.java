/// The examples in the documentation, compiled and run.
package kith.examples.doc;
