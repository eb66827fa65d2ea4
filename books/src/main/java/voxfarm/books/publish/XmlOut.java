package voxfarm.books.publish;

import java.io.IOException;
import java.io.OutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import voxfarm.common.tags.BookTags;

/**
 * An XML document in UTF-8, element after element. Names are as they stand in it, with their
 * prefixes; texts may hold anything. The stream stays the caller's. On one thread.
 */
final class XmlOut {
    private final XMLStreamWriter out;

    /** Writes the declaration. */
    XmlOut(OutputStream to) throws IOException {
        try {
            // the platform's own, whatever else is on the class path
            out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(to, "UTF-8");
            out.writeStartDocument("UTF-8", "1.0");
        } catch (XMLStreamException e) {
            throw failure(e);
        }
        line();
    }

    private static IOException failure(XMLStreamException e) {
        return e.getCause() instanceof IOException io ? io : new IOException(e);
    }

    /** What follows the declaration, such as {@code <!DOCTYPE html>}. */
    XmlOut doctype(String declaration) throws IOException {
        try {
            out.writeDTD(declaration);
        } catch (XMLStreamException e) {
            throw failure(e);
        }
        return line();
    }

    /**
     * Begins an element.
     *
     * @param attributes names and values by turns
     */
    XmlOut open(String name, String... attributes) throws IOException {
        try {
            out.writeStartElement(name);
            attributes(attributes);
        } catch (XMLStreamException e) {
            throw failure(e);
        }
        return this;
    }

    private void attributes(String... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            out.writeAttribute(attributes[i], BookTags.clean(attributes[i + 1]));
        }
    }

    /** Ends the element that was begun last. */
    XmlOut close() throws IOException {
        try {
            out.writeEndElement();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
        return this;
    }

    /** An element with nothing in it. */
    XmlOut empty(String name, String... attributes) throws IOException {
        try {
            out.writeEmptyElement(name);
            attributes(attributes);
        } catch (XMLStreamException e) {
            throw failure(e);
        }
        return line();
    }

    XmlOut text(String text) throws IOException {
        try {
            out.writeCharacters(BookTags.clean(text));
        } catch (XMLStreamException e) {
            throw failure(e);
        }
        return this;
    }

    /** An element with a text on a line of its own. */
    XmlOut element(String name, String text, String... attributes) throws IOException {
        return open(name, attributes).text(text).close().line();
    }

    /** A space between two elements. */
    XmlOut space() throws IOException {
        return raw(" ");
    }

    XmlOut line() throws IOException {
        return raw("\n");
    }

    private XmlOut raw(String space) throws IOException {
        try {
            out.writeCharacters(space);
        } catch (XMLStreamException e) {
            throw failure(e);
        }
        return this;
    }

    /** Ends the document. */
    void end() throws IOException {
        try {
            out.writeEndDocument();
            out.flush();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }
}
