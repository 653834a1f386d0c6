package kith.lab.check;

import kith.lab.SimPeer;
import kith.lab.World;
import kith.replica.Replica;

/// No peer has written two changes with one number: not after a crash either.
public final class ChainsUnforked implements Checker {
    @Override
    public void check(World world) {
        for (SimPeer peer : world.insiders()) {
            for (Replica replica : peer.engine().replicas()) {
                if (!replica.forks().isEmpty()) {
                    throw new Broken(peer + " knows of forks " + replica.forks());
                }
            }
        }
    }
}
