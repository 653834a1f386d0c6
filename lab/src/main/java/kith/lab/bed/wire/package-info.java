/// What the wires of a bed are made of: networks of the kernel, devices in them, and the switch
/// that passes frames from one to another. Read [kith.lab.bed.wire.Switch] first.
@NullMarked
package kith.lab.bed.wire;

import org.jspecify.annotations.NullMarked;
