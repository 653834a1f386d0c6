package kith.house;

/// One mention of something in compiled code: a type, a member of it, or a forbidden construct.
///
/// `type` is the binary name with dots (`java.util.Map$Entry`); `member` is name and descriptor
/// (`split(Ljava/lang/String;)[Ljava/lang/String;`), empty when only the type is mentioned; `from`
/// is the class that mentions it, and `place` the method of that class, with the line when known.
/// Constructs that have no type stand as the words below.
record Use(String type, String member, String from, String place) {
    static final String FLOAT = "float";
    static final String SYNCHRONIZED = "synchronized";
    static final String STATIC_MUTABLE_FIELD = "static mutable field";

    @Override
    public String toString() {
        String where = place.isEmpty() ? from : from + "." + place;
        return where + " uses " + (member.isEmpty() ? type : type + "#" + member);
    }
}
