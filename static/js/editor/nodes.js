// What a text may hold. The server keeps the same list (richtext/cleaning.py).

const ALLOWED = /^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i;

export const isAllowedLink = (href) => ALLOWED.test(href);

export function extensionsOf(library, pictures) {
  const {
    Blockquote, Bold, BulletList, Document, Dropcursor, Gapcursor, Heading, ListItem, OrderedList, Paragraph,
    TableCell, TableHeader, TableRow, Text, TrailingNode, UndoRedo,
  } = library;
  return [
    Document, Paragraph, Text, Bold, Heading.configure({ levels: [1, 2, 3, 4] }),
    // The key for the next control must leave the editor: items and cells are reached otherwise.
    BulletList, OrderedList, withoutTab(ListItem), Blockquote,
    withoutTab(titledTable(library)), TableRow, TableCell, TableHeader,
    link(library), picture(library, pictures),
    UndoRedo, Gapcursor, Dropcursor, TrailingNode, emptyHeads(library),
  ];
}

function withoutTab(extension) {
  return extension.extend({
    addKeyboardShortcuts() {
      const { Tab, "Shift-Tab": back, ...rest } = this.parent?.() ?? {};
      return rest;
    },
  });
}

function titledTable({ Table }) {
  return Table.extend({
    addAttributes() {
      return {
        ...this.parent?.(),
        title: {
          default: "",
          parseHTML: (element) => element.dataset.title || element.caption?.textContent.trim() || "",
          renderHTML: ({ title }) => (title ? { "data-title": title } : {}),
        },
      };
    },
  });
}

function link({ Mark }) {
  return Mark.create({
    name: "link",
    inclusive: false,
    addAttributes: () => ({ href: { default: "" } }),
    parseHTML: () => [{ tag: "a[href]", getAttrs: (element) => isAllowedLink(element.getAttribute("href")) && null }],
    renderHTML: ({ HTMLAttributes }) => ["a", { href: HTMLAttributes.href }, 0],
  });
}

function picture({ Node }, pictures) {
  return Node.create({
    name: "picture",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => ({
      file: { default: "", parseHTML: (element) => element.dataset.file },
      alt: { default: "" },
      width: { default: "" },
      height: { default: "" },
    }),
    parseHTML: () => [{ tag: "img[data-file]" }],
    renderHTML: ({ node: { attrs } }) => [
      "img",
      {
        "data-file": attrs.file, src: `${pictures}${Number(attrs.file)}/`, alt: attrs.alt,
        ...(attrs.width ? { width: attrs.width, height: attrs.height } : {}),
      },
    ],
  });
}

// A header cell in which nothing is written yet heads nothing: it is read out as a plain cell.
function emptyHeads({ Extension, pm }) {
  const { Decoration, DecorationSet } = pm.view;
  const found = (doc) => {
    const cells = [];
    doc.descendants((node, place) => {
      if (node.type.name === "tableHeader" && !node.textContent) {
        cells.push(Decoration.node(place, place + node.nodeSize, { role: "cell" }));
      }
      return !node.isTextblock;
    });
    return DecorationSet.create(doc, cells);
  };
  return Extension.create({
    name: "emptyHeads",
    addProseMirrorPlugins: () => [
      new pm.state.Plugin({
        state: {
          init: (config, { doc }) => found(doc),
          apply: (change, before) => (change.docChanged ? found(change.doc) : before),
        },
        props: {
          decorations(state) {
            return this.getState(state);
          },
        },
      }),
    ],
  });
}
