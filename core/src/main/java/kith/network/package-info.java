/// The room that hosts the machines of a board's network: between the door and what of `overlay`,
/// `cluster`, `dht` and `broadcast` decides by itself and knows nothing of boards and replicas.
package kith.network;
