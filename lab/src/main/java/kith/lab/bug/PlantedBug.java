package kith.lab.bug;

import java.lang.classfile.ClassHierarchyResolver;
import java.util.List;

/// A mistake that engineers make, made on purpose.
///
/// @param breaks what it breaks, in a sentence
public record PlantedBug(String name, String breaks, List<Alteration> alterations) {
    public PlantedBug {
        alterations = List.copyOf(alterations);
    }

    PlantedBug(String name, String breaks, Alteration... alterations) {
        this(name, breaks, List.of(alterations));
    }

    /// The class of that name with the bug in it, or as it is.
    byte[] plant(String className, byte[] sound, ClassHierarchyResolver hierarchy) {
        byte[] now = sound;
        for (Alteration one : alterations) {
            if (one.in().equals(className)) {
                now = one.alter(now, hierarchy);
            }
        }
        return now;
    }

    @Override
    public String toString() {
        return name + ": " + breaks;
    }
}
