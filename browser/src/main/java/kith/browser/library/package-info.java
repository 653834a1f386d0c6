/// What runs in a tab in place of parts of the class library that are slow there. The compiler puts
/// it in their place (`kith.browser.compile`); nobody calls it by name.
@NullMarked
package kith.browser.library;

import org.jspecify.annotations.NullMarked;
