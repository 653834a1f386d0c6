package kith.lab.check;

import java.util.ArrayList;
import java.util.List;
import kith.lab.Follower;
import kith.lab.World;

/// Whoever follows a space was told exactly what it shows.
public final class FollowersKnow implements Checker {
    private final List<Follower> followers = new ArrayList<>();

    public void add(Follower follower) {
        followers.add(follower);
    }

    public List<Follower> followers() {
        return followers;
    }

    @Override
    public void check(World world) {
        for (Follower follower : followers) {
            if (follower.peer().isUp()) {
                follower.check();
            }
        }
    }
}
