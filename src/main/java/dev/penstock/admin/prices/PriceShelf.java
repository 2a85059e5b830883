package dev.penstock.admin.prices;

import dev.penstock.control.ControlState;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.meter.PriceBook;
import java.io.IOException;
import java.util.Optional;

/** Every price book there is or was. Finding an old one reads a file: not for event loops. */
public interface PriceShelf {
    /** Under which the version of the installed list is kept; nothing is there where none was installed. */
    Key INSTALLED = Key.ofInstallation(Kind.INSTALLATION, "prices");

    /** The book new calls are priced by, own prices included. */
    PriceBook inForce();

    /** The list this version of Penstock came with. */
    PriceBook bundled();

    /** The book of a version that was in force at some time; empty where it is not kept any more. */
    Optional<PriceBook> find(String version);

    /** Keeps a list, so that it may come into force. */
    void keep(PriceBook list, byte[] file) throws IOException;

    /** The bytes of a list that is kept. */
    Optional<byte[]> list(String version) throws IOException;

    /** The version of the list that was installed, if one was. */
    static Optional<String> installed(ControlState state) {
        return state.find(INSTALLED)
                .flatMap(document -> document.body().at("version").text());
    }
}
