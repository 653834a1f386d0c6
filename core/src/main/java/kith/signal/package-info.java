/// Signals: values that know who depends on them. A library on its own; it knows nothing of Kith.
package kith.signal;
