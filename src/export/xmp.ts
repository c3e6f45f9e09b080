import { DOMParser, XMLSerializer, type Document, type Element } from '@xmldom/xmldom';

const NAMESPACES = {
  dc: 'http://purl.org/dc/elements/1.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xml: 'http://www.w3.org/XML/1998/namespace',
} as const;

const EMPTY = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
  + `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${NAMESPACES.rdf}"/></x:xmpmeta><?xpacket end="w"?>`;
/** What XML 1.0 has no way to say (section 2.2). */
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * An XMP packet with a description (`dc:description`, which IPTC Core takes over as its Description), in place of the one
 * that it may have (XMP specification part 1, sections 7.5 and 8.3).
 * @param packet what the photo carries; one that cannot be read is replaced
 */
export function withDescription(packet: string | undefined, description: string): string {
  const document = (packet === undefined ? undefined : parse(packet)) ?? parse(EMPTY)!;
  const [rdf] = elements(document, NAMESPACES.rdf, 'RDF');
  for (const node of elements(document, NAMESPACES.rdf, 'Description')) node.removeAttributeNS(NAMESPACES.dc, 'description');
  for (const node of elements(document, NAMESPACES.dc, 'description')) node.parentNode?.removeChild(node);
  const about = document.createElementNS(NAMESPACES.rdf, 'rdf:Description');
  about.setAttributeNS(NAMESPACES.rdf, 'rdf:about', elements(document, NAMESPACES.rdf, 'Description').at(0)?.getAttributeNS(NAMESPACES.rdf, 'about') ?? '');
  const property = document.createElementNS(NAMESPACES.dc, 'dc:description');
  const alternatives = document.createElementNS(NAMESPACES.rdf, 'rdf:Alt');
  const text = document.createElementNS(NAMESPACES.rdf, 'rdf:li');
  text.setAttributeNS(NAMESPACES.xml, 'xml:lang', 'x-default');
  text.appendChild(document.createTextNode(description.toWellFormed().replace(NOT_XML, ' ')));
  alternatives.appendChild(text);
  property.appendChild(alternatives);
  about.appendChild(property);
  rdf.appendChild(about);
  return new XMLSerializer().serializeToString(document);
}

/** @returns undefined for what is no XMP packet */
function parse(packet: string): Document | undefined {
  try {
    const document = new DOMParser({ onError: (level, message) => { if (level !== 'warning') throw new SyntaxError(message); } })
      .parseFromString(packet, 'text/xml');
    return elements(document, NAMESPACES.rdf, 'RDF').length > 0 ? document : undefined;
  } catch {
    return undefined;
  }
}

function elements(document: Document, namespace: string, name: string): Element[] {
  return [...document.getElementsByTagNameNS(namespace, name)];
}
