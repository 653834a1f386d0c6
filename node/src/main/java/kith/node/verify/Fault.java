package kith.node.verify;

/// Something that is wrong in a store.
///
/// @param file which file
/// @param offset where in it the record begins, or -1 when it is the file as a whole
/// @param record what lies there, such as "changes 7 to 9 of ab3d.0 in home/tasks"
/// @param what what is wrong with it
public record Fault(String file, long offset, String record, String what) {
    /// As a user reads it.
    public String text() {
        String where = offset < 0 ? file : file + " at " + offset;
        return where + ": " + (record.isEmpty() ? what : record + ": " + what);
    }
}
