/// The examples in the documentation, compiled and run.
package kith.node.app.doc;
