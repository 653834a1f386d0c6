/// What is known of the log on disk beyond what is in it. See [kith.replica.reading.Unread].
///
/// Used by the owner of the engine only.
package kith.replica.reading;
